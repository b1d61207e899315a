package dev.weft.broker.filter;

import dev.weft.broker.message.Head;

/** Something to be done to an answer's head. */
@FunctionalInterface
public interface AnswerEdit {
  void edit(Head answer);
}
