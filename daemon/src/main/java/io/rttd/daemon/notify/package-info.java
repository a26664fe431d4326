/** What the service manager is told. */
package io.rttd.daemon.notify;
