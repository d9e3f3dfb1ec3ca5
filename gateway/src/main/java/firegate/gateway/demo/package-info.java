/** {@code firegate demo}: a gateway of its own with an invented town that lives in front of it. */
package firegate.gateway.demo;
