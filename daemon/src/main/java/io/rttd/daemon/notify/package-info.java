/** Notifications to the service manager. */
package io.rttd.daemon.notify;
