/** Round-trip times as an assertion of a JUnit 5 test. */
package io.rttd.probe.junit;
