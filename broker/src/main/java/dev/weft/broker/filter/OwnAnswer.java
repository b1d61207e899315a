package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.model.route.RouteFilter.Field;
import java.util.List;

/** An answer without a body that a rule gives in a routee's stead. */
public record OwnAnswer(int status, List<Field> fields) {
  public OwnAnswer {
    fields = List.copyOf(fields);
  }

  /** Fills an answer's head. */
  public void head(Head into) {
    into.begin();
    into.status(status);
    into.bodyLength(0);
    if (status != 204) {
      into.add(Known.CONTENT_LENGTH, "0");
    }
    fields.forEach(field -> into.add(field.name(), field.value()));
  }
}
