/** What a round-trip time is: the rules that turn an acknowledgement into a verdict. */
package io.rttd.engine.rtt;
