/** The cost of hostile traffic, and whether other flows are still measured. */
package io.rttd.testbed.hostile;
