package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.registry.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// Answers requests for kinds whose objects are never stored. Stateless.
final class Questions {

  private final Answers answers;

  Questions(Answers answers) {
    this.answers = answers;
  }

  Response handle(Call call) {
    checkPath(call);
    Request request = call.request();
    Accept.ofAnswer(request);
    WriteOptions options = QueryOptions.write(request, call.identity(), "CreateOptions");
    ObjectNode question = Bodies.object(call.served(), request, options);
    ObjectNode answer =
        call.served().registry().answer(call.served().version(), call.name(), question, options);
    return answers.object(call, 201, answer, options.warnings());
  }

  /// @throws ApiException 404 or 405 when the path fits no such kind, or the method not the path
  private static void checkPath(Call call) {
    RequestInfo info = call.info();
    boolean namespaced = call.served().type().namespaced();
    boolean inNamespace = !info.namespace().isEmpty();
    boolean part = !info.subresource().isEmpty();
    boolean named = !info.name().isEmpty();
    if (!info.extraParts().isEmpty() || namespaced != inNamespace || part != named) {
      throw ResourceHandler.noSuchResource();
    }
    if (!info.verb().equals("create")) {
      throw ResourceHandler.methodNotAllowed();
    }
  }
}
