/**
 * The shards' threads and their rings.
 *
 * <pre>
 *   capture thread                                  shard threads
 *
 *   SegmentPublisher --claim/publish--> ring 0 --> Shard 0: FlowTable, RttMatcher, PairTable
 *        |                                        |
 *        +-- by the flow's hash ---> ring 1 --> Shard 1     +--> SnapshotListener
 * </pre>
 *
 * <p>A ring has one producer and one consumer. With no shards, {@link
 * io.rttd.engine.shard.DirectPublisher} calls the one {@link io.rttd.engine.shard.Shard} itself.
 */
package io.rttd.engine.shard;
