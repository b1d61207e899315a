/**
 * Where alerts are sent over HTTP: any number of webhooks in Alertmanager's format, and
 * Alertmanagers themselves. Start at {@link AlertWebhook}; when what is due is decided by {@code
 * AlertGroups}, a pure function of alerts and times. A receiver that hangs or fails holds up
 * nobody: each has a virtual thread of its own, and one request at a time.
 */
@NullMarked
package dev.weft.registry.alert.send;

import org.jspecify.annotations.NullMarked;
