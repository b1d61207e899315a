package dev.weft.bench.fault.routee;

import java.util.Locale;

/**
 * What a routee does with a request.
 *
 * @param share of requests that it is done with; the others are answered well
 * @param factor how much longer the work takes, for {@link Way#SLOW}
 */
public record Behaviour(Way way, double share, int factor) {
  /** The ways to behave. */
  public enum Way {
    /** Does the work, answers 200. */
    NORMAL,
    /** The work takes longer. */
    SLOW,
    /** Answers 500 without any work. */
    ERROR,
    /** Answers 503 without any work. */
    UNAVAILABLE,
    /** Reads the request and resets the connection. */
    RESET,
    /** Ends the connection in the middle of the answer's body. */
    CUT,
    /** Ends the connection right after an answer that did not say so. */
    CLOSE
  }

  /** As it should be. */
  public static final Behaviour GOOD = new Behaviour(Way.NORMAL, 1, 1);

  /** All requests are done with in that way. */
  public static Behaviour always(Way way) {
    return new Behaviour(way, 1, 1);
  }

  /** A share of requests, from 0 to 1, is done with in that way. */
  public static Behaviour sometimes(Way way, double share) {
    return new Behaviour(way, share, 1);
  }

  /** The work takes so many times as long. */
  public static Behaviour slower(int factor) {
    return new Behaviour(Way.SLOW, 1, factor);
  }

  /** One line, as {@link #parse} reads it. */
  public String line() {
    return way.name().toLowerCase(Locale.ROOT) + " " + share + " " + factor;
  }

  static Behaviour parse(String line) {
    String[] words = line.strip().split(" ", -1);
    return new Behaviour(
        Way.valueOf(words[0].toUpperCase(Locale.ROOT)),
        Double.parseDouble(words[1]),
        Integer.parseInt(words[2]));
  }
}
