package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.RouteeProcess;
import dev.weft.model.time.Clock;
import dev.weft.probe.KeptDialogue.Opened;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Checks one routee with plain blocking sockets and child processes. Call it from virtual threads.
 */
public final class BlockingChecker implements Checker {
  private final Clock clock;
  private final String routee;
  private final @Nullable RouteeProcess process;
  private final String host;
  private final KeptDialogue kept;
  private final TlsContext tls = new TlsContext();

  /** A checker that knows the routee by its address alone. */
  public BlockingChecker(Clock clock) {
    this(clock, "", null, "", new Semaphore(1));
  }

  /**
   * @param routee given to commands as {@code WEFT_ROUTEE}
   * @param process what runs the routee; null where that is not known
   * @param host where this process runs; empty where that cannot be told
   * @param places for connections that wait for the next check, shared by all checkers
   */
  BlockingChecker(
      Clock clock, String routee, @Nullable RouteeProcess process, String host, Semaphore places) {
    this.clock = clock;
    this.routee = routee;
    this.process = process;
    this.host = host;
    this.kept = new KeptDialogue(clock, places);
  }

  @Override
  public CheckResult check(ProbePolicy.Check check, String address, int port, Duration timeout) {
    var deadline = new Deadline(clock, timeout);
    return switch (check) {
      case ProbePolicy.TcpCheck _ -> TcpConnect.check(address, port, deadline);
      case ProbePolicy.HttpCheck http ->
          ask(new HttpGet(http, address, port, tls), address, port, deadline);
      case ProbePolicy.GrpcCheck grpc ->
          ask(new GrpcHealth(grpc, address, port), address, port, deadline);
      case ProbePolicy.CommandCheck command ->
          CommandRun.check(command.command(), routee, address, port, deadline);
      case ProbePolicy.ProcessCheck _ -> ProcessLook.check(process, host, deadline);
      case ProbePolicy.PushCheck _ ->
          throw new IllegalArgumentException("a routee that says itself how it is, is not checked");
    };
  }

  private CheckResult ask(Question question, String address, int port, Deadline deadline) {
    Opened old = question.keepAlive() ? kept.take(question.check()) : null;
    CheckResult again = old == null ? null : askAgain(question, old, deadline);
    return again == null ? askAnew(question, address, port, deadline) : again;
  }

  /**
   * On the connection that the last check left. Null where it breaks before a byte came back: it
   * was closed while nobody asked, which says nothing of the routee.
   */
  private @Nullable CheckResult askAgain(Question question, Opened old, Deadline deadline) {
    try {
      return ask(question, old, deadline);
    } catch (IOException e) {
      boolean wasClosed = !(e instanceof SocketTimeoutException) && !old.dialogue().heard();
      return wasClosed ? null : failed(question, deadline, e, "no answer");
    }
  }

  private CheckResult askAnew(Question question, String address, int port, Deadline deadline) {
    String missing = "no connection";
    try {
      TimedSocket socket = Connection.open(address, port, deadline);
      missing = "no answer";
      return ask(question, new Opened(question.on(socket), clock.nanos()), deadline);
    } catch (IOException e) {
      return failed(question, deadline, e, missing);
    }
  }

  private static CheckResult failed(
      Question question, Deadline deadline, IOException e, String missing) {
    return switch (e) {
      case SocketTimeoutException _ -> deadline.timedOut(question.subject(), missing);
      case EOFException _ -> deadline.failed(question.subject(), "closed without an answer");
      default -> deadline.failed(question.subject(), Connection.reason(e));
    };
  }

  /** Only a check that passes leaves its connection: while in doubt each shows that one opens. */
  private CheckResult ask(Question question, Opened opened, Deadline deadline) throws IOException {
    boolean lasts = false;
    try {
      Dialogue.Answer answer = opened.dialogue().ask(deadline);
      CheckResult result = deadline.answered(answer.passed(), question.subject(), answer.finding());
      lasts = answer.passed() && question.keepAlive() && opened.dialogue().lasts(deadline);
      return result;
    } finally {
      if (lasts) {
        kept.leave(opened, question.check());
      } else {
        KeptDialogue.hangUp(opened.dialogue());
      }
    }
  }

  @Override
  public void close() {
    kept.close();
  }
}
