/** What traffic that wants to do harm costs, and whether the flows beside it are still measured. */
package io.rttd.testbed.hostile;
