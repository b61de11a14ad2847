package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.auth.TokenReviewer;
import io.ubernetes.apimachinery.auth.TokenReviewer.Verdict;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// TokenReview: whose a token is. Stateless.
record TokenReview(TokenReviewer tokens) implements Answering {
  private static final String INVALID = "invalid bearer token";

  @Override
  public void check(Question question) {
    if (Json.text(question.object(), "spec", "token").isEmpty()) {
      throw ApiException.badRequest("token is required for TokenReview in authentication");
    }
  }

  @Override
  public ObjectNode answer(Question question) {
    ObjectNode review = question.object();
    String token = Json.text(review, "spec", "token");
    ObjectNode status = review.putObject("status");
    switch (tokens.review(token, Trees.strings(review, "spec", "audiences"))) {
      case Verdict.Good(var identity, List<String> audiences) -> {
        status.put("authenticated", true);
        status.set("user", UserInfo.of(identity));
        audiences.forEach(status.putArray("audiences")::add);
      }
      case Verdict.Unknown() -> refuse(status, INVALID);
      case Verdict.Bad(String why) -> refuse(status, "[" + INVALID + ", " + why + "]");
    }
    return review;
  }

  private static void refuse(ObjectNode status, String error) {
    status.putObject("user");
    status.put("error", error);
  }
}
