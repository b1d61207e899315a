package dev.weft.broker.observe;

/** What the caller got. */
public sealed interface Outcome {
  /** The status as metrics show it. */
  int status();

  /** Whether the mesh or a routee let the caller down. */
  boolean failed();

  /** A routee's answer, whole. */
  record Answered(int status) implements Outcome {
    @Override
    public boolean failed() {
      return status >= 500;
    }
  }

  /** A TCP connection that was passed through to its end. */
  record Spliced() implements Outcome {
    @Override
    public int status() {
      return 0;
    }

    @Override
    public boolean failed() {
      return false;
    }
  }

  /**
   * The broker's own answer.
   *
   * @param error the RFC 9209 name
   */
  record Refused(int status, String error) implements Outcome {
    @Override
    public boolean failed() {
      return status >= 500;
    }
  }

  /** A routee's answer that broke off after its head had gone to the caller. */
  record Cut(int status) implements Outcome {
    @Override
    public boolean failed() {
      return true;
    }
  }

  /** The caller went away before the end. */
  record CallerLeft() implements Outcome {
    @Override
    public int status() {
      return 499;
    }

    @Override
    public boolean failed() {
      return false;
    }
  }
}
