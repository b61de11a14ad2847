package io.ubernetes.apimachinery.resource;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.model.NamespacedName;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The strategy of a kind whose objects are questions: one is created, answered at once, and never
/// stored (the reviews of `authorization.k8s.io`, for instance). Such a kind can do nothing but
/// `create`.
///
/// A question about an object of another kind is a part of that kind: its plural name is
/// `serviceaccounts/token`, and its own group and version are those of [ResourceType#storage].
public interface Answering extends Strategy {

  /// Refuses a question that makes no sense, and completes one that does, before admission sees it.
  ///
  /// @throws io.ubernetes.apimachinery.errors.ApiException when there will be no answer
  default void check(Question question) {}

  /// @return what is sent back, in the same version; may be the question itself
  /// @throws io.ubernetes.apimachinery.errors.ApiException when there is no answer
  ObjectNode answer(Question question);

  /// What operations are called in OpenAPI, without `create` and scope.
  default String operation(String kind) {
    return kind;
  }

  /// What is asked.
  ///
  /// @param object complete but for the answer, its fields known to be of the right types; owned by
  ///   the receiver
  /// @param about the object that the path names; without a name for a kind that stands alone
  /// @param asker who asks
  /// @param warnings takes sentences for the client
  record Question(ObjectNode object, NamespacedName about, Identity asker, List<String> warnings) {}
}
