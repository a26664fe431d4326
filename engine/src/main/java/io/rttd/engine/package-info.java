/** The engine as a library: segments in, snapshots out. */
package io.rttd.engine;
