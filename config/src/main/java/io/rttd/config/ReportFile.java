package io.rttd.config;

/** The kinds of files that reports are appended to, in addition to or instead of a receiver. */
public enum ReportFile {
  /** HdrHistogram's interval log. */
  HLOG("hlog_file"),
  /** JSON Lines. */
  JSONL("jsonl_file");

  private final String key;

  ReportFile(String key) {
    this.key = key;
  }

  /** The key of {@code init_config} that names the file. */
  public String key() {
    return key;
  }
}
