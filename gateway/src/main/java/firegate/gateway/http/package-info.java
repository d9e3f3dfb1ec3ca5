/** The device edge over HTTP. */
package firegate.gateway.http;
