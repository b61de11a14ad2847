package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Wrong objects of many kinds; the answers are those of a kube-apiserver 1.36.2 to the same.
class MistakesTest {
  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String APPS = "/apis/apps/v1/namespaces/default/";
  private static final String BATCH = "/apis/batch/v1/namespaces/default/";

  private static final String POD =
      "'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'%s}]%s}";

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String podTemplate(String ofContainer, String ofPod) {
    return "{'metadata':{'name':'x'},'template':{" + POD.formatted(ofContainer, ofPod) + "}}";
  }

  private static String in(String kind, String message) {
    return kind + " \"x\" is invalid: " + message;
  }

  private static Arguments volume(String source, String message) {
    return arguments(
        CORE + "podtemplates",
        podTemplate("", ",'volumes':[{'name':'v'," + source + "}]"),
        in("PodTemplate", message));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(
            APPS + "controllerrevisions",
            "{'metadata':{'name':'x'},'revision':1,'data':'text'}",
            in(
                "ControllerRevision.apps",
                "data: Required value: data must be a valid JSON object")),
        arguments(
            CORE + "podtemplates",
            podTemplate("", ",'os':{'name':'windows'},'securityContext':{'runAsUser':1}"),
            in(
                "PodTemplate",
                "template.spec.securityContext.runAsUser: Forbidden: cannot be set for a windows"
                    + " pod")),
        arguments(
            CORE + "podtemplates",
            podTemplate("", ",'resourceClaims':[{'name':'a'}]"),
            in(
                "PodTemplate",
                "template.spec.resourceClaims[0]: Invalid value: {\"Name\":\"a\",\"ResourceClaimName\""
                    + ":null,\"ResourceClaimTemplateName\":null}: must specify one of:"
                    + " `resourceClaimName`, `resourceClaimTemplateName`")),
        arguments(
            CORE + "podtemplates",
            podTemplate(",'resizePolicy':[{'resourceName':'foo','restartPolicy':'x'}]", ""),
            in(
                "PodTemplate",
                "[template.spec.containers[0].resizePolicy: Unsupported value: \"foo\": supported"
                    + " values: \"cpu\", \"memory\", template.spec.containers[0].resizePolicy:"
                    + " Unsupported value: \"x\": supported values: \"NotRequired\","
                    + " \"RestartContainer\"]")),
        arguments(
            CORE + "podtemplates",
            podTemplate(",'envFrom':[{'configMapRef':{'name':''}}]", ""),
            in(
                "PodTemplate",
                "template.spec.containers[0].envFrom[0].configMapRef.name: Required value")),
        arguments(
            CORE + "podtemplates",
            podTemplate(
                ",'securityContext':{'privileged':true,'allowPrivilegeEscalation':false}", ""),
            in(
                "PodTemplate",
                "template.spec.containers[0].securityContext: Invalid value: {\"Capabilities\":null,"
                    + "\"Privileged\":true,\"SELinuxOptions\":null,\"WindowsOptions\":null,"
                    + "\"RunAsUser\":null,\"RunAsGroup\":null,\"RunAsNonRoot\":null,"
                    + "\"ReadOnlyRootFilesystem\":null,\"AllowPrivilegeEscalation\":false,"
                    + "\"ProcMount\":null,\"SeccompProfile\":null,\"AppArmorProfile\":null}: cannot"
                    + " set `allowPrivilegeEscalation` to false and `privileged` to true")),
        volume(
            "'iscsi':{'targetPortal':'x','iqn':'bad','lun':300}",
            "[template.spec.volumes[0].iscsi.iqn: Invalid value: \"bad\": must be valid format"
                + " starting with iqn, eui, or naa, template.spec.volumes[0].iscsi.lun: Invalid"
                + " value: 300: must be between 0 and 255, inclusive]"),
        volume(
            "'fc':{}",
            "template.spec.volumes[0].fc.targetWWNs: Required value: must specify either"
                + " targetWWNs or wwids, but not both"),
        volume(
            "'gcePersistentDisk':{'pdName':'p','partition':300}",
            "template.spec.volumes[0].persistentDisk.partition: Invalid value: 300: must be between"
                + " 1 and 255, inclusive"),
        volume(
            "'azureDisk':{'diskName':'d','diskURI':'https://a/b','kind':'Managed'}",
            "template.spec.volumes[0].azureDisk.diskURI: Unsupported value: \"https://a/b\":"
                + " supported values: \"/subscriptions/{sub-id}/resourcegroups/{group-name}"
                + "/providers/microsoft.compute/disks/{disk-id}\""),
        volume(
            "'quobyte':{'registry':'r','volume':'v'}",
            "template.spec.volumes[0].quobyte.registry: Invalid value: \"r\": must be a host:port"
                + " pair or multiple pairs separated by commas"),
        volume(
            "'flexVolume':{'driver':'d','options':{'kubernetes.io/x':'y'}}",
            "template.spec.volumes[0].flexVolume.options[kubernetes.io/x]: Invalid value:"
                + " \"kubernetes.io/x\": kubernetes.io and k8s.io namespaces are reserved"),
        volume(
            "'csi':{'driver':'d','nodePublishSecretRef':{'name':''}}",
            "template.spec.volumes[0].csi.nodePublishSecretRef.name: Required value"),
        arguments(
            CORE + "resourcequotas",
            "{'metadata':{'name':'x'},'spec':{'hard':{'configmaps':'1'},'scopeSelector':"
                + "{'matchExpressions':[{'scopeName':'PriorityClass','operator':'Foo',"
                + "'values':['a']}]}}}",
            in(
                "ResourceQuota",
                "[spec.scopeSelector.matchExpressions: Invalid value: {\"MatchExpressions\":[{"
                    + "\"ScopeName\":\"PriorityClass\",\"Operator\":\"Foo\",\"Values\":[\"a\"]}]}:"
                    + " unsupported scope applied to resource, spec.scopeSelector.matchExpressions"
                    + ".operator: Invalid value: \"Foo\": not a valid selector operator]")),
        arguments(
            "/apis/storage.k8s.io/v1/storageclasses",
            "{'metadata':{'name':'x'},'provisioner':'x.io/p','allowedTopologies':[{}]}",
            in(
                "StorageClass.storage.k8s.io",
                "allowedTopologies[0].matchLabelExpressions: Duplicate value: \"\"")),
        arguments(
            "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
            "{'metadata':{'name':'x'},'spec':{'scaleTargetRef':{'apiVersion':'a/v1',"
                + "'kind':'D','name':'d'},"
                + "'maxReplicas':3,'behavior':{'scaleUp':{'policies':[]}}}}",
            in(
                "HorizontalPodAutoscaler.autoscaling",
                "spec.behavior.scaleUp.policies: Required value: must specify at least one"
                    + " Policy")),
        arguments(
            "/apis/coordination.k8s.io/v1/namespaces/default/leases",
            "{'metadata':{'name':'x'},'spec':{'renewTime':'2026-01-01T00:00:00Z'}}",
            "Lease in version \"v1\" cannot be handled as a Lease: parsing time"
                + " \"2026-01-01T00:00:00Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse"
                + " \"Z\" as \".000000\""),
        arguments(
            "/apis/events.k8s.io/v1/namespaces/default/events",
            "{'metadata':{'name':'x','annotations':{'a/b/c':'x'}},"
                + "'eventTime':'2026-01-01T00:00:00.000000Z','reportingController':'c.x/y',"
                + "'reportingInstance':'i','action':'A','reason':'R','type':'Normal',"
                + "'regarding':{'namespace':'default','kind':'Pod','name':'p'}}",
            in(
                "Event",
                "metadata.annotations: Invalid value: \"a/b/c\": a valid label key must consist of"
                    + " alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
                    + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an"
                    + " optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')")),
        arguments(
            BATCH + "jobs",
            "{'metadata':{'name':'x','finalizers':['noslash']},'spec':{'template':{"
                + POD.formatted("", ",'restartPolicy':'Never'")
                + "}}}",
            in(
                "Job.batch",
                "metadata.finalizers[0]: Invalid value: \"noslash\": name is neither a standard"
                    + " finalizer name nor is it fully qualified")));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInKubernetesWords(String path, String body, String message) {
    assertThat(server.post(path, body.replace('\'', '"')).text("message")).isEqualTo(message);
  }

  @Test
  void onlySomeKindsAskWhoseAFinalizerIs() {
    String lease = "{'metadata':{'name':'l','finalizers':['noslash']}}";
    String leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

    assertThat(create(leases, lease).status()).isEqualTo(201);
    assertThat(create(CORE + "configmaps", lease).status()).isEqualTo(422);
  }

  @Test
  void whatIsInNoNamespaceLosesTheOneThatWasSent() {
    Answer made =
        create(
            "/apis/scheduling.k8s.io/v1/priorityclasses",
            "{'metadata':{'name':'p','namespace':'other'},'value':5}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().at("/metadata/namespace").isMissingNode()).isTrue();
  }

  @Test
  void aBudgetMayHaveAnyName() {
    String budget = "{'metadata':{'name':'Any_Name'},'spec':{'minAvailable':1}}";
    String budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

    assertThat(create(budgets, budget).status()).isEqualTo(201);
  }

  @Test
  void aCauseIsSaidAsOftenAsKubernetesLooksAtIt() {
    assertThat(causesOfABadLabel(CORE + "configmaps", "{'metadata':{'name':'x'}}")).isEqualTo(4);
    assertThat(
            causesOfABadLabel(
                CORE + "limitranges",
                "{'metadata':{'name':'x'},'spec':{'limits':"
                    + "[{'type':'Container','max':{'cpu':'1'}}]}}"))
        .isEqualTo(3);
    assertThat(
            causesOfABadLabel(
                CORE + "events",
                "{'metadata':{'name':'x'},'involvedObject':{'namespace':'default'}}"))
        .isEqualTo(2);
  }

  private int causesOfABadLabel(String path, String body) {
    ObjectNode made = create(path, body).json();
    ((ObjectNode) made.get("metadata")).putObject("labels").put("a b", "c");
    Answer refused = server.put(path + "/x", made.toString());
    assertThat(refused.status()).isEqualTo(422);
    return refused.json().at("/details/causes").size();
  }

  @Test
  void aServiceLosesWhatItsNewTypeHasNoUseFor() {
    String services = CORE + "services";
    create(
        services, "{'metadata':{'name':'s'},'spec':{'type':'LoadBalancer','ports':[{'port':80}]}}");

    Answer changed =
        server.patch(
            services + "/s",
            "application/merge-patch+json",
            "{\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"a.b\"}}");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(changed.json().get("spec").propertyNames())
        .doesNotContain(
            "ipFamilies",
            "ipFamilyPolicy",
            "allocateLoadBalancerNodePorts",
            "externalTrafficPolicy");
  }

  @Test
  void aWriteForAnotherUidIsToldWhereTheObjectIs() {
    String made =
        create(CORE + "services", "{'metadata':{'name':'x'},'spec':{'ports':" + "[{'port':80}]}}")
            .text();
    String other = made.replaceFirst("\"uid\":\"[^\"]*\"", "\"uid\":\"other\"");

    assertThat(server.put(CORE + "services/x", other).text("message"))
        .contains(
            "StorageError: invalid object, Code: 4, Key: /registry/services/specs/default/x,");
  }

  private Answer create(String path, String body) {
    return server.post(path, body.replace('\'', '"'));
  }
}
