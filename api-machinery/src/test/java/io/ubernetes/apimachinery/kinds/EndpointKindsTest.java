package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EndpointKindsTest {

  private static final ResourceType SLICE = EndpointSliceKind.type();
  private static final ResourceType ENDPOINTS = EndpointsKind.type();

  private static String slice(String rest) {
    return "{'apiVersion': 'discovery.k8s.io/v1', 'kind': 'EndpointSlice', 'metadata': {'name': 'e'}, %s}"
        .formatted(rest);
  }

  private static String endpoints(String subsets) {
    return "{'apiVersion': 'v1', 'kind': 'Endpoints', 'metadata': {'name': 'e'}, 'subsets': %s}"
        .formatted(subsets);
  }

  @Test
  void addressesAreOfTheTypeOfTheSliceAndCanBeReached() {
    assertThat(
            errors(
                SLICE,
                slice(
                    "'addressType': 'IPv4', 'endpoints': [{'addresses': ['127.0.0.1', 'fd00::1',"
                        + " '010.0.0.1']}]")))
        .containsExactly(
            "endpoints[0].addresses[0]: Invalid value: \"127.0.0.1\": may not be in the loopback"
                + " range (127.0.0.0/8, ::1/128)",
            "endpoints[0].addresses: Invalid value: \"fd00::1\": must be an IPv4 address",
            "endpoints[0].addresses[2]: Invalid value: \"010.0.0.1\": must not have leading 0s");
    assertThat(
            errors(
                SLICE, slice("'addressType': 'IPv6', 'endpoints': [{'addresses': ['FD00:0::1']}]")))
        .containsExactly(
            "endpoints[0].addresses[0]: Invalid value: \"FD00:0::1\": must be in canonical form"
                + " (\"fd00::1\")");
  }

  @Test
  void portsOfASliceHaveDifferentNames() {
    assertThat(
            errors(
                SLICE,
                slice(
                    "'addressType': 'IPv4', 'endpoints': [], 'ports': [{'port': 1}, {'port': 2,"
                        + " 'protocol': 'X'}]")))
        .containsExactly(
            "ports[1].name: Duplicate value: \"\"",
            "ports[1].protocol: Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\","
                + " \"UDP\"");
  }

  @Test
  void endpointsThatStayStayValid() {
    ObjectNode old =
        json(slice("'addressType': 'IPv4', 'endpoints': [{'addresses': ['127.0.0.1']}]"));
    ObjectNode labelled = old.deepCopy();
    labelled.withObject("/metadata").putObject("labels").put("a", "b");
    assertThat(SLICE.strategy().validateUpdate(labelled, old)).isEmpty();
    assertThat(SLICE.strategy().changesGeneration(labelled, old)).isTrue();
    ObjectNode changed = labelled.deepCopy();
    changed.put("addressType", "IPv6");
    assertThat(texts(SLICE.strategy().validateUpdate(changed, old)))
        .containsExactly("addressType: Invalid value: \"IPv6\": field is immutable");
  }

  @Test
  void whatNewerClientsMustNotWriteIsDropped() {
    ObjectNode slice =
        Conversation.created(
            SLICE,
            json(
                slice(
                    "'addressType': 'IPv4', 'endpoints': [{'addresses': ['10.0.0.1'],"
                        + " 'deprecatedTopology': {'a': 'b'}}]")));
    assertThat(slice.at("/endpoints/0").has("deprecatedTopology")).isFalse();
  }

  @Test
  void namesInsteadOfAddressesAreWarnedOf() {
    assertThat(SLICE.strategy().warnings(json(slice("'addressType': 'FQDN'"))))
        .containsExactly("spec.addressType: FQDN endpoints are deprecated");
  }

  @Test
  void severalPortsOfEndpointsNeedNames() {
    assertThat(
            errors(
                ENDPOINTS,
                endpoints(
                    "[{'addresses': [{'ip': '10.0.0.1'}], 'ports': [{'port': 1, 'name': 'a'},"
                        + " {'port': 2}]}, {}]")))
        .containsExactly(
            "subsets[0].ports[1].name: Required value",
            "subsets[1]: Required value: must specify `addresses` or `notReadyAddresses`");
  }

  @Test
  void aTableShowsEveryAddressAtEveryPortUpToThree() {
    ObjectNode object =
        json(
            endpoints(
                "[{'addresses': [{'ip': '10.0.0.1'}, {'ip': 'fd00::1'}], 'ports': [{'port': 1},"
                    + " {'port': 2}]}]"));
    List<String> cells =
        ENDPOINTS.versions().getFirst().columns().stream()
            .filter(column -> column.name().equals("Endpoints"))
            .map(column -> String.valueOf(column.cell().apply(object, java.time.Instant.EPOCH)))
            .toList();
    assertThat(cells).containsExactly("\"10.0.0.1:1,[fd00::1]:1,10.0.0.1:2 + 1 more...\"");
  }
}
