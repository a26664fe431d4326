/** A live view of the pairs that are measured, in a terminal. */
package io.rttd.top;
