package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Answers the requests that only a cluster with nodes knows: `pods/binding` and `pods/eviction`.
/// All others go on to the generic API server. Thread-safe.
public final class MemberHandler implements RequestHandler {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final Pattern PART_OF_POD =
      Pattern.compile("/api/v1/namespaces/([^/]+)/pods/([^/]+)/(binding|eviction)");

  private final ApiServer server;
  private final InProcessApi api;
  private final AccessControl access;

  public MemberHandler(ApiServer server, InProcessApi api, AccessControl access) {
    this.server = server;
    this.api = api;
    this.access = access;
  }

  @Override
  public boolean answersFromMemory(Request request) {
    return server.answersFromMemory(request);
  }

  @Override
  public Response handle(Request request) {
    if (!request.method().equals("POST")) {
      return server.handle(request);
    }
    Matcher part = PART_OF_POD.matcher(request.path());
    if (!part.matches()) {
      return server.handle(request);
    }
    try {
      return Response.Full.json(201, of(part, access.identify(request), body(request)));
    } catch (ApiException refused) {
      return Response.Full.error(refused);
    } catch (ClusterApi.Refused refused) {
      return Response.Full.error(
          refused.getCause() instanceof ApiException why
              ? why
              : ApiException.internal(String.valueOf(refused.getMessage())));
    }
  }

  private static ObjectNode body(Request request) {
    try {
      return Json.parseObject(request.body());
    } catch (JacksonException malformed) {
      throw ApiException.badRequest("the body is no JSON object");
    }
  }

  private ObjectNode of(Matcher part, Identity identity, ObjectNode body) {
    NamespacedName pod = new NamespacedName(part.group(1), part.group(2));
    String subresource = part.group(3);
    access.require(
        identity,
        new Attributes.OfResource(
            "create", "", PODS.resource(), subresource, pod.namespace(), pod.name()));
    return subresource.equals("binding") ? bind(pod, body) : evict(pod, body);
  }

  private ObjectNode bind(NamespacedName key, ObjectNode body) {
    String node = Json.text(body, "target", "name");
    if (node.isEmpty()) {
      throw ApiException.badRequest("a binding needs the name of a node in target.name");
    }
    ApiObject pod = existing(key);
    api.bind(key, pod.uid(), node);
    return success();
  }

  private ObjectNode evict(NamespacedName key, ObjectNode body) {
    ApiObject pod = existing(key);
    long none = -1;
    long grace = Json.number(body, none, "deleteOptions", "gracePeriodSeconds");
    api.delete(ApiResources.PODS, key, pod.uid(), grace == none ? null : (Long) grace);
    return success();
  }

  private ApiObject existing(NamespacedName pod) {
    return server
        .registry(PODS)
        .get(pod)
        .map(ApiObject::new)
        .orElseThrow(() -> ApiException.notFound(PODS, pod.name()));
  }

  private static ObjectNode success() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return status.put("status", "Success").put("code", 201);
  }
}
