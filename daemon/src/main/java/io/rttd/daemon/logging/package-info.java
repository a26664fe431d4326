/** Where the words go that rttd says of itself. */
package io.rttd.daemon.logging;
