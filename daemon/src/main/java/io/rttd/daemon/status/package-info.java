/** The running daemon's status: server, client and formats. */
package io.rttd.daemon.status;
