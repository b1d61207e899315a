package dev.weft.broker.filter;

import dev.weft.model.route.RouteFilter;

/** What filters ask for that is not done to the request itself. */
public interface Effects {
  /** The port that the caller has reached, as callers know it; 0 if that says nothing. */
  int port();

  /** Has the answer edited when it comes. */
  void onAnswer(AnswerEdit edit);

  /** Has the request, as it is now, sent to another service as well, if the draw is for it. */
  void mirror(RouteFilter.Mirror mirror);
}
