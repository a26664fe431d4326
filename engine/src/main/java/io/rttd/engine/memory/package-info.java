/** Off-heap records of one size: where flows and outstanding segments live. */
package io.rttd.engine.memory;
