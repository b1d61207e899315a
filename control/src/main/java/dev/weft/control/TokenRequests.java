package dev.weft.control;

import dev.weft.control.access.NewToken;
import dev.weft.control.access.Scope;
import dev.weft.control.access.Token;
import dev.weft.control.access.TokenRequest;
import dev.weft.control.access.Tokens;
import dev.weft.control.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /apis/weft.dev/v1/tokens}: makes, lists and revokes tokens, for admins. */
final class TokenRequests {
  private final @Nullable Tokens tokens;

  /**
   * @param tokens null where there can be none
   */
  TokenRequests(@Nullable Tokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Whether a path is about tokens.
   *
   * @param rest from the version on
   */
  static boolean owns(List<String> rest) {
    return rest.size() >= 2 && rest.get(0).equals("v1") && rest.get(1).equals("tokens");
  }

  void answer(Call call, List<String> rest) {
    if (tokens == null || rest.size() > 3) {
      throw Refusal.noSuchPath();
    }
    String id = rest.size() == 3 ? rest.get(2) : null;
    switch (call.method()) {
      case "GET" -> call.sendJson(200, id == null ? list(tokens) : find(tokens, id).toTree());
      case "POST" -> {
        if (id != null) {
          throw Refusal.methodNotAllowed("POST goes to …/tokens; the id is given by the registry");
        }
        call.sendJson(201, create(tokens, call));
      }
      case "DELETE" -> {
        if (id == null || !tokens.revoke(id)) {
          throw missing(id);
        }
        call.sendJson(200, Writes.success(Map.of("name", id, "kind", "tokens")));
      }
      default -> throw Refusal.methodNotAllowed(call.method() + " is not one of GET, POST, DELETE");
    }
  }

  private static Map<String, Object> list(Tokens tokens) {
    return Map.of("tokens", tokens.list().stream().map(Token::toTree).toList());
  }

  private static Token find(Tokens tokens, String id) {
    return tokens.list().stream()
        .filter(token -> token.id().equals(id))
        .findFirst()
        .orElseThrow(() -> missing(id));
  }

  private static Map<String, Object> create(Tokens tokens, Call call) {
    TokenRequest request = TokenRequest.fromTree(Json.readObject(call.body()));
    if (!tokens.required() && !request.scopes().contains(Scope.ADMIN)) {
      throw Refusal.badField(
          "scopes",
          String.join(", ", request.scopes().stream().map(Scope::toString).sorted().toList()),
          "enough for the first token: it closes the API to everybody without one, so it needs"
              + " the scope admin");
    }
    NewToken made = tokens.create(request);
    var tree = new LinkedHashMap<String, Object>(made.token().toTree());
    tree.put("token", made.secret());
    return tree;
  }

  private static Refusal missing(@Nullable String id) {
    return Refusal.notFound(
        id == null ? "name the token: …/tokens/ID" : "there is no token \"" + id + "\"");
  }
}
