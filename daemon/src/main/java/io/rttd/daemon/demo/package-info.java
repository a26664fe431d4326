/** {@code rttd demo}: measures built-in traffic live, and reports to a built-in listener. */
package io.rttd.daemon.demo;
