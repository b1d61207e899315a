package dev.weft.broker.strict;

import dev.weft.broker.Broker;
import dev.weft.broker.strict.Case.Answered;
import dev.weft.broker.strict.Case.Closed;
import dev.weft.broker.strict.Case.Expected;
import dev.weft.broker.strict.Case.Forwarded;
import dev.weft.broker.strict.Case.Refused;
import dev.weft.broker.strict.Case.Wanted;
import dev.weft.broker.strict.Recorder.Received;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sends a case's bytes through a broker and says what is not as expected. After each case a
 * neighbour's request goes through the same broker and its kept connections: if anything was left
 * over in one of them, the recorder sees it.
 */
final class Judge implements AutoCloseable {
  private static final String SENTINEL = "/in-step";
  private static final String NEIGHBOUR = "/neighbour";

  private final SystemClock clock = new SystemClock();
  private final Recorder recorder = new Recorder();
  private final FakeSnapshots snapshots = new FakeSnapshots();
  private final Broker broker =
      Broker.start(new Broker.Options("127.0.0.1", 0, 1), snapshots, clock);

  Judge() throws IOException {
    snapshots.put(Mesh.service("recorder", recorder.port()));
  }

  /** What is wrong, under each of the outcomes that are allowed; empty if one of them came true. */
  List<String> verdict(Case hostile) throws IOException {
    var wrong = new ArrayList<String>();
    for (Expected expected : hostile.expected()) {
      List<String> now = verdict(hostile, expected);
      if (now.isEmpty()) {
        return List.of();
      }
      wrong.add(expected + " → " + now);
    }
    wrong.add("sent: " + Case.shown(hostile.bytes()) + " by " + hostile.section());
    return wrong;
  }

  private List<String> verdict(Case hostile, Expected expected) throws IOException {
    recorder.clear();
    var wrong = new ArrayList<String>();
    try (var wire = new Wire(broker.port())) {
      wire.send(hostile.octets());
      switch (expected) {
        case Refused refused -> refused(refused, wire, wrong);
        case Closed _ -> {
          if (!wire.closed()) {
            wrong.add("not closed without a word");
          }
          untouched(0, wrong);
        }
        case Answered answered -> {
          status(
              wire.answer(hostile.bytes().startsWith("HEAD ")), Set.of(answered.status()), wrong);
          inStep(wire, wrong);
          untouched(1, wrong);
        }
        case Forwarded forwarded -> forwarded(forwarded, wire, wrong);
      }
    } catch (SocketTimeoutException e) {
      wrong.add("nothing more came within the patience");
    } catch (IOException e) {
      wrong.add(e.toString());
    }
    wrong.addAll(recorder.offences());
    neighbour(wrong);
    return wrong;
  }

  private void refused(Refused refused, Wire wire, List<String> wrong) throws IOException {
    for (int i = 0; i < refused.before(); i++) {
      status(wire.answer(false), Set.of(200), wrong);
    }
    Wire.@Nullable Answer answer = wire.answer(false);
    status(answer, refused.statuses(), wrong);
    if (answer != null && !answer.value("proxy-status").startsWith("weft;")) {
      wrong.add("no Proxy-Status: " + answer.head());
    }
    if (!wire.closed()) {
      wrong.add("not closed after the refusal");
    }
    if (refused.untouched()) {
      untouched(refused.before(), wrong);
    }
    if (recorder.requests().size() > refused.before()) {
      wrong.add("reached a routee: " + recorder.requests());
    }
  }

  private void untouched(int before, List<String> wrong) {
    if (recorder.heads().size() > before) {
      wrong.add("reached a routee: " + recorder.heads());
    }
  }

  private void forwarded(Forwarded forwarded, Wire wire, List<String> wrong) throws IOException {
    for (Wanted wanted : forwarded.requests()) {
      Wire.@Nullable Answer answer = wire.answer(wanted.method().equals("HEAD"));
      status(answer, Set.of(200), wrong);
      if (answer == null) {
        return;
      }
      if (!wanted.method().equals("HEAD") && !answer.body().equals(wanted.target())) {
        wrong.add("another request's answer: " + answer.body());
      }
      if (answer.value("connection").equals("close")) {
        if (!wire.closed()) {
          wrong.add("not closed, as was said");
        }
        compare(forwarded, recorder.requests(), wrong);
        return;
      }
    }
    inStep(wire, wrong);
    List<Received> received = recorder.requests();
    compare(forwarded, received.subList(0, Math.max(0, received.size() - 1)), wrong);
  }

  private static void compare(Forwarded forwarded, List<Received> received, List<String> wrong) {
    if (received.size() != forwarded.requests().size()) {
      wrong.add("reached the routee: " + received);
      return;
    }
    for (int i = 0; i < received.size(); i++) {
      Wanted wanted = forwarded.requests().get(i);
      Received got = received.get(i);
      if (!got.method().equals(wanted.method()) || !got.target().equals(wanted.target())) {
        wrong.add("forwarded as " + got.method() + " " + got.target());
      }
      if (!got.body().equals(wanted.body())) {
        wrong.add("its body: " + Case.shown(got.body()));
      }
      var lines = new ArrayList<String>();
      got.lines().forEach(line -> lines.add(line.stripTrailing()));
      got.trailers().forEach(line -> lines.add(line.stripTrailing()));
      for (String line : wanted.lines()) {
        if (!lines.contains(line.stripTrailing())) {
          wrong.add("no '" + line + "' in " + lines);
        }
      }
      Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      lines.forEach(line -> names.add(line.substring(0, line.indexOf(':'))));
      names.addAll(lines);
      wanted.absent().stream()
          .filter(names::contains)
          .forEach(name -> wrong.add("'" + name + "' was passed on"));
    }
  }

  /** The connection is where both sides think it is. */
  private void inStep(Wire wire, List<String> wrong) throws IOException {
    wire.send(request(SENTINEL));
    Wire.@Nullable Answer answer = wire.answer(false);
    status(answer, Set.of(200), wrong);
    List<Received> received = recorder.requests();
    if ((answer != null && !answer.body().equals(SENTINEL))
        || received.isEmpty()
        || !received.getLast().target().equals(SENTINEL)) {
      wrong.add("out of step: " + received);
    }
  }

  private void neighbour(List<String> wrong) throws IOException {
    recorder.clear();
    try (var wire = new Wire(broker.port())) {
      wire.send(request(NEIGHBOUR));
      Wire.@Nullable Answer answer = wire.answer(false);
      if (answer == null || !answer.body().equals(NEIGHBOUR)) {
        wrong.add("a neighbour got " + answer);
      }
    } catch (SocketTimeoutException e) {
      wrong.add("a neighbour got no answer");
    }
    wrong.addAll(recorder.offences());
  }

  private static byte[] request(String target) {
    return ("GET " + target + " HTTP/1.1\r\n" + Case.HOST + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void status(
      Wire.@Nullable Answer answer, Set<Integer> allowed, List<String> wrong) {
    if (answer == null) {
      wrong.add("closed without an answer");
    } else if (!allowed.contains(answer.status())) {
      wrong.add("answered " + answer.status() + ": " + Case.shown(answer.body()));
    }
  }

  @Override
  public void close() throws IOException {
    broker.close();
    recorder.close();
    clock.close();
  }
}
