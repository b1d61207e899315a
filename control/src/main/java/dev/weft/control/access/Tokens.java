package dev.weft.control.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.control.ControlException;
import dev.weft.model.time.Clock;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one data directory. Works with and without a registry that runs on it: a running
 * one notices a change within {@link #NOTICED_WITHIN}.
 *
 * <p>A token is {@code weft_ID_SECRET} with a secret of 256 random bits; what is kept is its
 * SHA-256. No salt and no slow hash are needed where nobody can guess what was hashed.
 *
 * <p>Safe for use by any thread.
 */
public final class Tokens {
  /** How long a token may still count after another process has revoked it. */
  public static final Duration NOTICED_WITHIN = Duration.ofMillis(500);

  private static final System.Logger LOG = System.getLogger(Tokens.class.getName());
  private static final String PREFIX = "weft_";
  private static final int ID_BYTES = 5;
  private static final int ID_CHARS = ID_BYTES * 2;
  private static final int SECRET_BYTES = 32;
  private static final int MAX_PRESENTED_CHARS = 200;

  private final TokenFile file;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private volatile Known known;
  private volatile long lookedNanos;

  /**
   * @param stamp null where there is no file
   */
  private record Known(boolean required, @Nullable String stamp, Map<String, Token> byId) {}

  private Tokens(TokenFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.known = load(false, file.stamp());
    this.lookedNanos = clock.nanos();
  }

  /**
   * The tokens of a data directory, which need not be there yet.
   *
   * @throws ControlException if there is a file that cannot be read
   */
  public static Tokens in(Path dataDirectory, Clock clock) {
    return new Tokens(new TokenFile(dataDirectory), clock);
  }

  /**
   * Makes a token; it counts at once.
   *
   * @throws ControlException if it cannot be stored
   */
  public NewToken create(TokenRequest request) {
    String id = HexFormat.of().formatHex(randomBytes(ID_BYTES));
    String secret =
        PREFIX
            + id
            + "_"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(SECRET_BYTES));
    Instant now = clock.wall();
    Duration lifetime = request.lifetime();
    var token =
        new Token(
            id,
            request.name(),
            request.scopes(),
            request.namespace(),
            request.services(),
            now,
            lifetime == null ? null : now.plus(lifetime),
            HexFormat.of().formatHex(sha256(secret)));
    file.change(tokens -> {
      var more = new ArrayList<Token>(tokens);
      more.add(token);
      return more;
    });
    readAnew();
    return new NewToken(token, secret);
  }

  /** All of them, in the order in which they were made; expired ones too. */
  public List<Token> list() {
    return file.read();
  }

  /**
   * Takes a token back; it counts no more when this returns.
   *
   * @return false if there is none with that id
   * @throws ControlException if that cannot be stored
   */
  public boolean revoke(String id) {
    var found = new boolean[1];
    file.change(tokens -> {
      var kept = new ArrayList<Token>(tokens);
      found[0] = kept.removeIf(token -> token.id().equals(id));
      return kept;
    });
    readAnew();
    return found[0];
  }

  /**
   * Whether callers must show a token: once there was one, even if all are revoked by now. A
   * running registry never goes back; one that is started without the file does.
   */
  public boolean required() {
    return current().required();
  }

  /** Whose token this is; empty if nobody's, or if its time is over. */
  public Optional<Caller> callerOf(String presented) {
    int end = PREFIX.length() + ID_CHARS;
    if (presented.length() > MAX_PRESENTED_CHARS
        || presented.length() <= end
        || !presented.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Token token = current().byId().get(presented.substring(PREFIX.length(), end));
    if (token == null
        || !MessageDigest.isEqual(sha256(presented), HexFormat.of().parseHex(token.sha256()))
        || token.hasExpired(clock.wall())) {
      return Optional.empty();
    }
    return Optional.of(token.caller());
  }

  private Known current() {
    if (clock.nanos() - lookedNanos >= NOTICED_WITHIN.toNanos()) {
      readIfChanged();
    }
    return known;
  }

  /** What cannot be read changes nothing: the tokens that are known go on to count. */
  private synchronized void readIfChanged() {
    lookedNanos = clock.nanos();
    try {
      String stamp = file.stamp();
      if (!Objects.equals(stamp, known.stamp())) {
        known = load(known.required(), stamp);
      }
    } catch (ControlException e) {
      LOG.log(System.Logger.Level.WARNING, "the tokens stay as they were: {0}", e.getMessage());
    }
  }

  private synchronized void readAnew() {
    lookedNanos = clock.nanos();
    known = load(known.required(), file.stamp());
  }

  private Known load(boolean requiredBefore, @Nullable String stamp) {
    var byId = new HashMap<String, Token>();
    file.read().forEach(token -> byId.put(token.id(), token));
    return new Known(requiredBefore || stamp != null, stamp, Map.copyOf(byId));
  }

  private byte[] randomBytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
