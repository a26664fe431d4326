/**
 * A link with known faults: frames between two TAP devices, delayed, lost and reordered on purpose.
 *
 * <pre>
 *  namespace A                 one thread per direction                namespace B
 *   TAP a  --read--> LinkModel --due--> DueQueue --write when due-->  TAP b
 *   TAP a  &lt;--------------------- and the same way back --------------- TAP b
 *                              |
 *                              +--> TruthRecorder (its own thread) --> file
 * </pre>
 */
package io.rttd.testbed.relay;
