package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.probe.detect.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is made of all the checks of a routee so far.
 *
 * @param verdict worth reporting when it is not equal to the one before
 * @param told the result that the verdict's evidence tells of; null before the first
 * @param last the last result; null before the first
 * @param lastInARow how many results in a row meant the same as the last
 * @param found what spoke against the routee besides, when the last result came
 */
record Judgement(
    Hysteresis hysteresis,
    Damping damping,
    Verdict verdict,
    @Nullable CheckResult told,
    @Nullable CheckResult last,
    int lastInARow,
    List<Finding> found) {
  Judgement {
    found = List.copyOf(found);
  }

  /** Where to start from the verdict that the registry holds. */
  static Judgement resume(Verdict held) {
    return new Judgement(
        Hysteresis.resume(held.state()), Damping.NONE, held, null, null, 0, List.of());
  }

  /**
   * The judgement after one more result.
   *
   * @param findings what else speaks against the routee at present
   * @param starting whether it is so young that failures do not count until it has passed once
   */
  Judgement next(
      CheckResult result,
      ProbePolicy policy,
      List<Finding> findings,
      boolean starting,
      long nowNanos,
      Instant now) {
    Damping current = damping.at(nowNanos);
    int fall = starting && !hysteresis.proven() ? Integer.MAX_VALUE : policy.fall();
    Hysteresis turned = hysteresis.next(result.passed(), current.rise(policy.rise()), fall);
    int inARow = last != null && last.meansTheSame(result) ? lastInARow + 1 : 1;
    Verdict.State state = joined(turned.state(), findings);
    boolean changed = state != verdict.state();
    if (hysteresis.state() == Verdict.State.PASSING && turned.state() == Verdict.State.FAILING) {
      current = current.fell(nowNanos);
    }
    if (changed || meansAnew(turned, result, inARow, policy) || !sameCauses(found, findings)) {
      Instant since = changed ? now : verdict.since();
      var evidence = new ArrayList<String>();
      if (state == Verdict.State.DEGRADED) {
        findings.forEach(finding -> evidence.add(finding.sentence()));
      }
      evidence.addAll(evidence(turned, current, result, inARow, policy));
      var anew = new Verdict(state, evidence, since);
      return new Judgement(turned, current, anew, result, result, inARow, findings);
    }
    return new Judgement(turned, current, verdict, told, result, inARow, findings);
  }

  /** What passes its checks and still has something against it is degraded. */
  private static Verdict.State joined(Verdict.State checked, List<Finding> findings) {
    return checked == Verdict.State.PASSING && !findings.isEmpty()
        ? Verdict.State.DEGRADED
        : checked;
  }

  /** Whether the same detectors speak; their numbers change from second to second. */
  static boolean sameCauses(List<Finding> some, List<Finding> others) {
    return some.stream()
        .map(Finding::cause)
        .collect(Collectors.toSet())
        .equals(others.stream().map(Finding::cause).collect(Collectors.toSet()));
  }

  /**
   * Whether a routee that is still failing, or has not passed yet, has for a while been failing for
   * another reason.
   */
  private boolean meansAnew(Hysteresis turned, CheckResult result, int inARow, ProbePolicy policy) {
    return turned.state() != Verdict.State.PASSING
        && !result.passed()
        && inARow >= policy.fall()
        && (told == null || !told.meansTheSame(result));
  }

  private static List<String> evidence(
      Hysteresis state, Damping damping, CheckResult result, int inARow, ProbePolicy policy) {
    var sentences = new ArrayList<String>();
    sentences.add(result.sentence() + inARow(state, result, inARow));
    if (state.state() == Verdict.State.UNKNOWN) {
      sentences.add("has not passed yet; failures of its start period do not count");
    }
    if (damping.active() && state.state() == Verdict.State.FAILING) {
      sentences.add(
          "flapping, %d falls within a minute: passes again after %d in a row"
              .formatted(damping.fallNanos().size(), damping.rise(policy.rise())));
    }
    return sentences;
  }

  private static String inARow(Hysteresis state, CheckResult result, int alike) {
    if (alike > 1) {
      return ", " + alike + " in a row";
    }
    String samples = result.passed() ? " passed in a row" : " failed in a row";
    return state.streak() > 1 ? ", " + state.streak() + samples : "";
  }
}
