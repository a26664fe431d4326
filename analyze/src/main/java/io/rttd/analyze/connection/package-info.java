/** What a capture shows of each TCP connection: recorded while it is read, reported afterwards. */
package io.rttd.analyze.connection;
