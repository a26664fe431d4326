/** What the running daemon answers when it is asked how it is, and how it is asked. */
package io.rttd.daemon.status;
