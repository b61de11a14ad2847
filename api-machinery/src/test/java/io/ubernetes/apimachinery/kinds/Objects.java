package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Makes objects from text in which single quotes stand for double ones.
final class Objects {

  private Objects() {}

  static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /// A ReplicaSet as it is stored, with this template spec.
  static ObjectNode replicaSet(String podSpec) {
    return Conversation.created(
        ReplicaSetKind.type(),
        json(
            """
            {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'metadata': {'name': 'web'},
             'spec': {'selector': {'matchLabels': {'app': 'web'}},
                      'template': {'metadata': {'labels': {'app': 'web'}}, 'spec': %s}}}
            """
                .formatted(podSpec)));
  }

  /// What is wrong with a template spec, one text for each error.
  static List<String> errorsOfPodSpec(String podSpec) {
    return texts(Conversation.errors(ReplicaSetKind.type(), replicaSet(podSpec)));
  }

  static List<String> errors(ResourceType type, String text) {
    return texts(Conversation.errors(type, Conversation.created(type, json(text))));
  }

  static List<String> texts(List<FieldError> errors) {
    return errors.stream().map(FieldError::toString).toList();
  }
}
