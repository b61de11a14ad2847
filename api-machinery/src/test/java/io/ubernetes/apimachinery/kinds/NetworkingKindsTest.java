package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NetworkingKindsTest {

  private static final ResourceType CLASS = NetworkingKinds.types().get(0);
  private static final ResourceType INGRESS = NetworkingKinds.types().get(1);
  private static final ResourceType POLICY = NetworkingKinds.types().get(2);
  private static final String BACKEND = "{'service': {'name': 'w', 'port': {'number': 80}}}";

  private static String object(ResourceType type, String spec) {
    return "{'apiVersion': 'networking.k8s.io/v1', 'kind': '%s', 'metadata': {'name': 'x'}, 'spec': %s}"
        .formatted(type.names().kind(), spec);
  }

  private static List<String> ingress(String spec) {
    return errors(INGRESS, object(INGRESS, spec));
  }

  private static List<String> policy(String spec) {
    return errors(POLICY, object(POLICY, spec));
  }

  @Test
  void pathsThatLookLikeOthersAreRefused() {
    assertThat(
            ingress(
                "{'rules': [{'http': {'paths': [{'path': '//a/..', 'pathType': 'Prefix', 'backend': %s}]}}]}"
                    .formatted(BACKEND)))
        .containsExactly(
            "spec.rules[0].http.paths[0].path: Invalid value: \"//a/..\": must not contain '//'",
            "spec.rules[0].http.paths[0].path: Invalid value: \"//a/..\": cannot end with '/..'");
  }

  @Test
  void aHostIsANameOrAllNamesOfADomain() {
    assertThat(
            ingress(
                "{'rules': [{'host': '10.0.0.1'}, {'host': '*.a.b'}, {'host': '*.*.b'}], 'tls':"
                    + " [{'hosts': ['*']}]}"))
        .hasSize(3)
        .contains(
            "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP"
                + " address")
        .anyMatch(
            error -> error.startsWith("spec.rules[2].host: Invalid value: \"*.*.b\": a wildcard"))
        .anyMatch(
            error -> error.startsWith("spec.tls[0].hosts[0]: Invalid value: \"*\": a wildcard"));
  }

  @Test
  void aBackendIsAServiceOrAnotherObject() {
    assertThat(
            ingress(
                "{'defaultBackend': {'service': {'name': 'w', 'port': {'number': 1, 'name':"
                    + " 'a'}}}}"))
        .containsExactly(
            "spec.defaultBackend: Invalid value: \"\": cannot set both port name & port number");
    assertThat(ingress("{'defaultBackend': {}}"))
        .containsExactly(
            "spec.defaultBackend: Invalid value: \"\": resource or service backend is required");
    assertThat(ingress("{'defaultBackend': {'resource': {'kind': 'a/b', 'name': ''}}}"))
        .containsExactly(
            "spec.defaultBackend.resource.kind: Invalid value: \"a/b\": may not contain '/'",
            "spec.defaultBackend.resource.name: Required value");
  }

  @Test
  void whoeverNamesTheClassTheOldWayIsTold() {
    ObjectNode ingress =
        Conversation.created(INGRESS, json(object(INGRESS, "{'defaultBackend': " + BACKEND + "}")));
    assertThat(INGRESS.strategy().warnings(ingress)).isEmpty();
    ingress
        .withObject("/metadata")
        .putObject("annotations")
        .put("kubernetes.io/ingress.class", "x");
    assertThat(INGRESS.strategy().warnings(ingress))
        .containsExactly(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead");
    ((ObjectNode) ingress.get("spec")).put("ingressClassName", "y");
    assertThat(texts(INGRESS.strategy().validateCreate(ingress)))
        .containsExactly(
            "annotations.kubernetes.io/ingress.class: Invalid value: \"x\": must match"
                + " `ingressClassName` when both are specified");
  }

  @Test
  void aTableShowsThreeHostsAndHowManyMore() {
    String rules = "{'rules': [{'host': 'a'}, {}, {'host': 'b'}, {'host': 'c'}, {'host': 'd'}]}";
    ObjectNode ingress = json(object(INGRESS, rules));
    assertThat(IngressCells.hosts(ingress)).isEqualTo("a,b,c + 2 more...");
    assertThat(IngressCells.hosts(json(object(INGRESS, "{'rules': [{}]}")))).isEqualTo("*");
  }

  @Test
  void aClassSaysWhoImplementsItAndKeepsHim() {
    assertThat(errors(CLASS, object(CLASS, "{'controller': 'nginx'}")))
        .containsExactly(
            "spec.controller: Invalid value: \"nginx\": must be a domain-prefixed path (such as"
                + " \"acme.io/foo\")");
    assertThat(
            errors(
                CLASS,
                object(
                    CLASS,
                    "{'controller': 'a.b/c', 'parameters': {'kind': 'K', 'name': 'n', 'scope':"
                        + " 'Namespace'}}")))
        .containsExactly(
            "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'");
    ObjectNode old = json(object(CLASS, "{'controller': 'a.b/c'}"));
    ObjectNode changed = json(object(CLASS, "{'controller': 'a.b/d'}"));
    assertThat(texts(CLASS.strategy().validateUpdate(changed, old)))
        .containsExactly("spec.controller: Invalid value: \"a.b/d\": field is immutable");
  }

  @Test
  void aNetworkPolicyIsForWhatComesInUnlessItSaysMore() {
    ObjectNode policy = Conversation.created(POLICY, json(object(POLICY, "{'podSelector': {}}")));
    assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\"]");
    ObjectNode both =
        Conversation.created(
            POLICY,
            json(object(POLICY, "{'podSelector': {}, 'egress': [{'ports': [{'port': 1}]}]}")));
    assertThat(both.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
    assertThat(both.at("/spec/egress/0/ports/0/protocol").asString()).isEqualTo("TCP");
  }

  @Test
  void aPeerIsARangeOrASelection() {
    String peers = "{'podSelector': {}, 'ingress': [{'from': [%s]}]}";
    assertThat(policy(peers.formatted("{}")))
        .containsExactly("spec.ingress[0].from[0]: Required value: must specify a peer");
    assertThat(policy(peers.formatted("{'ipBlock': {'cidr': '10.0.0.0/8'}, 'podSelector': {}}")))
        .containsExactly(
            "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer");
    assertThat(
            policy(peers.formatted("{'ipBlock': {'cidr': '10.0.0.1/8', 'except': ['fd00::/9']}}")))
        .containsExactly(
            "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.1/8\": must not have"
                + " bits set beyond the prefix length",
            "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"fd00::/9\": must be a"
                + " strict subset of `cidr`");
  }
}
