package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.Clock;
import dev.weft.probe.detect.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The series of checks of one routee at one address: at most one runs at a time, the next is set
 * when it has ended.
 *
 * <p>The judgement belongs to the thread of the running check; all else is guarded by this object's
 * lock, which is never held while a check or a report blocks.
 */
final class RouteeWatch {
  private final ProbeParts parts;
  private final Checker checker;
  private final long startNanos;
  private Judgement judgement;

  private Routee routee;
  private ProbePolicy policy;
  private List<Finding> findings = List.of();
  private Clock.@Nullable Timer timer;
  private @Nullable Thread checking;
  private boolean busy;
  private long turn;
  private boolean closed;

  RouteeWatch(Routee routee, ProbePolicy policy, ProbeParts parts) {
    this.routee = routee;
    this.policy = policy;
    this.parts = parts;
    this.checker = parts.checkers().apply(routee);
    this.startNanos = parts.clock().nanos();
    this.judgement = Judgement.resume(routee.verdict());
  }

  /** Sets the first check, due at once. */
  void start() {
    setNext(Duration.ZERO);
  }

  /**
   * Whether a newer state of the routee can go on here: the same address and process, and not
   * registered anew, which the registry shows by a verdict that is unknown once more.
   */
  synchronized boolean follows(Routee newer) {
    return newer.address().equals(routee.address())
        && newer.mainPort().equals(routee.mainPort())
        && Objects.equals(newer.process(), routee.process())
        && (newer.verdict().state() != Verdict.State.UNKNOWN
            || routee.verdict().state() == Verdict.State.UNKNOWN);
  }

  /** Takes a newer state; one with another policy is checked at once. */
  synchronized void update(Routee newer, ProbePolicy newPolicy) {
    routee = newer;
    if (!newPolicy.equals(policy)) {
      policy = newPolicy;
      if (!busy) {
        setNext(Duration.ZERO);
      }
    }
  }

  /** Takes what speaks against the routee at present; where that is new it is checked at once. */
  synchronized void found(List<Finding> anew) {
    if (anew.isEmpty() && findings.isEmpty()) {
      return; // of 100,000 routees most, each second
    }
    boolean same = Judgement.sameCauses(findings, anew);
    findings = anew;
    if (!same && !busy) {
      setNext(Duration.ZERO);
    }
  }

  /** Ends the series; a running check is interrupted and what it finds is dropped. */
  synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    if (checking != null) {
      checking.interrupt();
    }
    checker.close();
  }

  private synchronized void setNext(Duration delay) {
    if (closed) {
      return;
    }
    if (timer != null) {
      timer.cancel();
    }
    long mine = ++turn;
    timer = parts.clock().schedule(delay, () -> parts.threads().execute(() -> takeTurn(mine)));
  }

  private void takeTurn(long mine) {
    Aim aim = begin(mine);
    if (aim == null) {
      return;
    }
    Duration delay = aim.policy().interval();
    try {
      delay = checkAndJudge(aim);
    } finally {
      setNext(end(aim) ? delay : Duration.ZERO);
    }
  }

  /**
   * What one check is aimed at: the routee, its policy and what was found, as they stood when it
   * began.
   */
  private record Aim(Routee routee, ProbePolicy policy, List<Finding> findings) {}

  /** Marks the turn as taken; null if another has taken its place. */
  private synchronized @Nullable Aim begin(long mine) {
    if (closed || mine != turn || busy) {
      return null;
    }
    busy = true;
    return new Aim(routee, policy, findings);
  }

  /** Gives the turn back; false if what it judged by has changed since it began. */
  private synchronized boolean end(Aim aim) {
    busy = false;
    return policy.equals(aim.policy()) && Judgement.sameCauses(findings, aim.findings());
  }

  /** Returns the delay until the next check. */
  private Duration checkAndJudge(Aim aim) {
    Clock clock = parts.clock();
    ProbePolicy policy = aim.policy();
    long began = clock.nanos();
    CheckResult result = check(aim);
    if (result == null) {
      return Duration.ZERO;
    }
    long ended = clock.nanos();
    Verdict before = judgement.verdict();
    boolean starting = ended - startNanos < policy.startPeriod().toNanos();
    judgement = judgement.next(result, policy, aim.findings(), starting, ended, clock.wall());
    // The registry may hold another state than we reported: it lost it, or was away.
    if (!judgement.verdict().equals(before) || registryHolds() != judgement.verdict().state()) {
      parts.reports().report(aim.routee().id(), judgement.verdict());
    }
    Duration next =
        Cadence.next(
            judgement.hysteresis(),
            judgement.damping(),
            Duration.ofNanos(ended - startNanos),
            policy,
            parts.random());
    return next.minusNanos(clock.nanos() - began);
  }

  /**
   * Runs a check; null if the series was closed meanwhile. Only here is the thread interrupted: a
   * report in progress may be writing to the store's file.
   */
  private @Nullable CheckResult check(Aim aim) {
    synchronized (this) {
      if (closed) {
        return null;
      }
      checking = Thread.currentThread();
    }
    CheckResult result =
        checker.check(
            aim.policy().check(),
            aim.routee().address(),
            aim.routee().mainPort().port(),
            aim.policy().timeout());
    synchronized (this) {
      checking = null;
      if (closed) {
        boolean _ = Thread.interrupted();
        return null;
      }
    }
    return result;
  }

  private synchronized Verdict.State registryHolds() {
    return routee.verdict().state();
  }
}
