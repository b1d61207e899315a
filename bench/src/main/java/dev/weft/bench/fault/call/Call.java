package dev.weft.bench.fault.call;

/**
 * One call as its caller saw it.
 *
 * @param id that no other call of the run has
 * @param dueNanos when it was to be made
 * @param doneNanos when its answer, or what came instead, was complete
 * @param status 0 where there was none
 * @param routee that answered, empty if a broker did or nobody
 * @param failure empty for a whole answer, whatever its status; otherwise what happened
 * @param reason what a proxy said of an answer of its own
 */
public record Call(
    long id,
    long dueNanos,
    long doneNanos,
    int status,
    String routee,
    String failure,
    String reason) {

  /** Whether it was answered with 200, to its end. */
  public boolean good() {
    return status == 200 && failure.isEmpty();
  }

  /** From when it was due, so that a caller who was held up counts. */
  public double millis() {
    return (doneNanos - dueNanos) / 1e6;
  }

  /** In words why it is not good. */
  public String trouble() {
    return failure.isEmpty() ? (status + " " + reason).strip() : failure;
  }
}
