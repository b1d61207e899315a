package dev.weft.broker.route;

import dev.weft.broker.message.Head;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.PathMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one host, by path: exact paths and prefixes by their hashes, which one pass over
 * the path makes, and one after the other what needs a regular expression. Never changed.
 *
 * <p>Of several that fit the specification's order decides: exact paths, then (which it leaves
 * open) regular expressions, then the longest prefix; gRPC methods of any service come behind those
 * of one. What stands in one place is sorted already.
 */
final class PathRules {
  private final ByteTable<List<CallTest>> exact;
  private final ByteTable<List<CallTest>> prefixes;
  private final List<CallTest> regexes;
  private final List<CallTest> methods;
  private final List<CallTest> all;
  private final @Nullable PathRules wider;

  /** A match on its way into a table. */
  record Entry(CallMatch match, CallTest test) {}

  /**
   * @param entries sorted by what decides between equal paths
   * @param wider for a host that stands for this one too, and counts less; null for none
   */
  PathRules(List<Entry> entries, @Nullable PathRules wider) {
    Map<String, List<CallTest>> byPath = new HashMap<>();
    Map<String, List<CallTest>> byPrefix = new HashMap<>();
    var scanned = new ArrayList<CallTest>();
    var ofMethods = new ArrayList<CallTest>();
    var every = new ArrayList<CallTest>();
    for (Entry entry : entries) {
      switch (entry.match.path()) {
        case PathMatch.Exact one -> put(byPath, one.path(), entry.test);
        case PathMatch.Prefix one when one.path().equals("/") -> every.add(entry.test);
        case PathMatch.Prefix one -> put(byPrefix, one.path(), entry.test);
        case PathMatch.Regex _ -> scanned.add(entry.test);
        case PathMatch.Grpc one when one.regex() || one.service().isEmpty() ->
            ofMethods.add(entry.test);
        case PathMatch.Grpc one when one.method().isEmpty() ->
            put(byPrefix, "/" + one.service(), entry.test);
        case PathMatch.Grpc one ->
            put(byPath, "/" + one.service() + "/" + one.method(), entry.test);
      }
    }
    exact = new ByteTable<>(byPath);
    prefixes = new ByteTable<>(byPrefix);
    regexes = List.copyOf(scanned);
    methods = List.copyOf(ofMethods);
    all = List.copyOf(every);
    this.wider = wider;
  }

  private static void put(Map<String, List<CallTest>> into, String path, CallTest test) {
    into.computeIfAbsent(path, it -> new ArrayList<>()).add(test);
  }

  /** The rule for a call; null if none fits. */
  @Nullable CompiledRule find(Head head) {
    int end = Query.pathEnd(head);
    for (@Nullable PathRules rules = this; rules != null; rules = rules.wider) {
      @Nullable CallTest found = rules.find(head, end);
      if (found != null) {
        return found.rule();
      }
    }
    return null;
  }

  private @Nullable CallTest find(Head head, int end) {
    byte[] bytes = head.bytes();
    int start = head.pathStart();
    @Nullable CallTest longest = null;
    int hash = 0;
    for (int at = start; at < end; at++) {
      if (bytes[at] == '/' && at > start) {
        longest = or(first(prefixes.find(hash, bytes, start, at), head, end), longest);
      }
      hash = ByteTable.step(hash, bytes[at]);
    }
    @Nullable CallTest found = first(exact.find(hash, bytes, start, end), head, end);
    if (found == null) {
      found = first(regexes, head, end);
    }
    if (found == null) {
      found = or(first(prefixes.find(hash, bytes, start, end), head, end), longest);
    }
    if (found == null) {
      found = first(methods, head, end);
    }
    return found == null ? first(all, head, end) : found;
  }

  private static @Nullable CallTest or(@Nullable CallTest one, @Nullable CallTest other) {
    return one == null ? other : one;
  }

  private static @Nullable CallTest first(@Nullable List<CallTest> tests, Head head, int pathEnd) {
    if (tests != null) {
      for (int i = 0; i < tests.size(); i++) {
        if (tests.get(i).fits(head, pathEnd)) {
          return tests.get(i);
        }
      }
    }
    return null;
  }
}
