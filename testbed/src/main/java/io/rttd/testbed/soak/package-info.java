/** A daemon under mixed real traffic while faults befall it, and an account that must balance. */
package io.rttd.testbed.soak;
