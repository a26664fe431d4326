/** Records each TCP connection while a capture is read, and reports it afterwards. */
package io.rttd.analyze.connection;
