package dev.weft.control.http;

/** Who fills a {@link Feed}. Called on the feed's event loop only. */
public interface Feeder {
  /** The feed is open: the first call. */
  void begin(Feed feed);

  /** There is room again after {@link Feed#writable} was false. */
  void writable();

  /** The last call: the feed has ended, whoever ended it. */
  void closed();
}
