package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.model.Json;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/// SelfSubjectReview: who the asker is. Stateless.
record SelfReview(InstantSource clock) implements Answering {

  @Override
  public ObjectNode answer(Question question) {
    ObjectNode review = Json.object();
    review.put("kind", "SelfSubjectReview");
    review.put("apiVersion", ReviewKinds.AUTHENTICATION.toString());
    review
        .putObject("metadata")
        .put("creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    review.putObject("status").set("userInfo", UserInfo.of(question.asker()));
    return review;
  }
}
