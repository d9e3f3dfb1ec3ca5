/** Ways out for what happens to alarms: each receiver takes the events of the outbox at its own pace. */
package firegate.gateway.notify;
