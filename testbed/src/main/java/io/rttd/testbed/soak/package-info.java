/** A daemon under mixed real traffic and injected faults, whose counts must add up. */
package io.rttd.testbed.soak;
