package io.rttd.reporting;

import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.PeerNaming;
import java.util.List;

/** The reporter's end of one capture: receives its snapshots, on its shards' threads. */
public interface InstanceReports extends SnapshotListener {
  /** Unique name of the capture within this reporter: {@link Report#source()}. */
  String source();

  /**
   * Changes how the capture is reported, from the next report on. Any thread.
   *
   * @param tags the instance's own tags, {@code key:value}
   * @param naming names of addresses
   */
  void describe(List<String> tags, PeerNaming naming);
}
