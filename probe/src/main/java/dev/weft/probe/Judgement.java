package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is made of all the checks of a routee so far.
 *
 * @param verdict worth reporting when it is not equal to the one before
 * @param told the result that the verdict's evidence tells of; null before the first
 * @param last the last result; null before the first
 * @param lastInARow how many results in a row meant the same as the last
 */
record Judgement(
    Hysteresis hysteresis,
    Damping damping,
    Verdict verdict,
    @Nullable CheckResult told,
    @Nullable CheckResult last,
    int lastInARow) {

  /** Where to start from the verdict that the registry holds. */
  static Judgement resume(Verdict held) {
    return new Judgement(Hysteresis.resume(held.state()), Damping.NONE, held, null, null, 0);
  }

  /** The judgement after one more result. */
  Judgement next(CheckResult result, ProbePolicy policy, long nowNanos, Instant now) {
    Damping current = damping.at(nowNanos);
    Hysteresis turned =
        hysteresis.next(result.passed(), current.rise(policy.rise()), policy.fall());
    int inARow = last != null && last.meansTheSame(result) ? lastInARow + 1 : 1;
    boolean changed = turned.state() != verdict.state();
    if (hysteresis.state() == Verdict.State.PASSING && turned.state() == Verdict.State.FAILING) {
      current = current.fell(nowNanos);
    }
    if (changed || meansAnew(turned, result, inARow, policy)) {
      Instant since = changed ? now : verdict.since();
      var anew =
          new Verdict(turned.state(), evidence(turned, current, result, inARow, policy), since);
      return new Judgement(turned, current, anew, result, result, inARow);
    }
    return new Judgement(turned, current, verdict, told, result, inARow);
  }

  /** Whether a routee that is still failing has for a while been failing for another reason. */
  private boolean meansAnew(Hysteresis turned, CheckResult result, int inARow, ProbePolicy policy) {
    return turned.state() == Verdict.State.FAILING
        && !result.passed()
        && inARow >= policy.fall()
        && (told == null || !told.meansTheSame(result));
  }

  private static List<String> evidence(
      Hysteresis state, Damping damping, CheckResult result, int inARow, ProbePolicy policy) {
    var sentences = new ArrayList<String>();
    sentences.add(result.sentence() + inARow(state, result, inARow));
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
