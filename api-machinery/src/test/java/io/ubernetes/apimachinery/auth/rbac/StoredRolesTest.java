package io.ubernetes.apimachinery.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authentication;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Authorizer.Decision;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Roles and bindings in a real store, and what they mean.
class StoredRolesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Identity JANE = Identity.of("jane", "devs", Identity.AUTHENTICATED);
  private static final WriteOptions ADMIN = WriteOptions.by("admin", "test");

  private final RbacAuthorizer roles = new RbacAuthorizer();
  private final RoleAggregation[] aggregation = new RoleAggregation[1];
  @TempDir Path directory;
  private Store store;
  private ApiServer server;

  @BeforeEach
  void start() throws InterruptedException {
    store = EmbeddedStore.open(directory.resolve("store"));
    AccessControl open =
        new AccessControl(
            request -> new Authentication.Known(JANE),
            (identity, attributes) -> Decision.ALLOW,
            AccessControl.Anonymous.FORBIDDEN);
    server =
        new ApiServer(
            new ApiServer.Options(
                BuiltinKinds.all(),
                Set.of("default", "other"),
                new VersionInfo("1", "36", "v1.36.2"),
                "127.0.0.1:6443",
                open,
                Environment.real(new EscalationCheck(roles, roles))),
            store);
    server.start();
    roles.follow(server::registry);
    new BootstrapRoles(server::registry, roles).ensure(RoleCatalog.kubernetes());
    aggregation[0] = new RoleAggregation(server.registry(RbacAuthorizer.CLUSTER_ROLES));
    aggregation[0].start();
  }

  @AfterEach
  void stop() {
    aggregation[0].close();
    roles.close();
    server.close();
    store.close();
  }

  @Test
  void aRoleBindingHoldsInItsNamespaceForAsLongAsItIsThere() {
    bind("default", "team", "view", "{'kind':'Group','name':'devs'}");

    soon().untilAsserted(() -> assertThat(decide("get", "configmaps", "default")).isTrue());
    assertThat(decide("get", "configmaps", "other")).isFalse();
    assertThat(decide("get", "configmaps", "")).isFalse();
    assertThat(decide("get", "secrets", "default")).isFalse();

    var bindings = server.registry(RbacAuthorizer.BINDINGS);
    bindings.delete(
        bindings.type().versions().getFirst(),
        new NamespacedName("default", "team"),
        io.ubernetes.apimachinery.registry.DeleteOptions.NONE,
        ADMIN);
    soon().untilAsserted(() -> assertThat(decide("get", "configmaps", "default")).isFalse());
  }

  @Test
  void theReasonNamesTheBindingOrTheRoleThatIsMissing() {
    bind("default", "team", "view", "{'kind':'User','name':'jane'}");
    bind("other", "lost", "nothing", "{'kind':'User','name':'jane'}");

    soon()
        .untilAsserted(() ->
            assertThat(roles.authorize(JANE, of("get", "configmaps", "default")))
                .isEqualTo(
                    new Decision.Allow(
                        "RBAC: allowed by RoleBinding \"team/default\" of ClusterRole \"view\" to"
                            + " User \"jane\"")));
    soon()
        .untilAsserted(() ->
            assertThat(roles.authorize(JANE, of("get", "configmaps", "other")))
                .isEqualTo(
                    new Decision.Deny(
                        "RBAC: clusterrole.rbac.authorization.k8s.io \"nothing\" not found")));
  }

  @Test
  void whatIsCompleteIsNotWrittenAgainAndWhatWasTakenAwayComesBack() {
    aggregation[0].close();
    long before = store.currentRevision();
    new BootstrapRoles(server::registry, roles).ensure(RoleCatalog.kubernetes());
    assertThat(store.currentRevision()).isEqualTo(before);

    Registry registry = server.registry(RbacAuthorizer.CLUSTER_ROLES);
    NamespacedName key = NamespacedName.clusterScoped("system:discovery");
    registry.delete(
        registry.type().versions().getFirst(),
        key,
        io.ubernetes.apimachinery.registry.DeleteOptions.NONE,
        ADMIN);
    soon().until(() -> registry.cache().snapshot().get(key) == null);
    Attributes discovery = new Attributes.OfPath("get", "/apis");
    soon().until(() -> roles.authorize(JANE, discovery) instanceof Decision.Deny);

    new BootstrapRoles(server::registry, roles).ensure(RoleCatalog.kubernetes());
    assertThat(roles.authorize(JANE, discovery)).isInstanceOf(Decision.Allow.class);
  }

  @Test
  void aRoleWithTheRightLabelBecomesPartOfTheSums() {
    create(
        RbacAuthorizer.CLUSTER_ROLES.resource(),
        "",
        "{'metadata':{'name':'more','labels':"
            + "{'rbac.authorization.k8s.io/aggregate-to-view':'true'}},'rules':["
            + "{'apiGroups':['x.io'],'resources':['widgets'],'verbs':['get']}]}");
    bind("default", "team", "admin", "{'kind':'User','name':'jane'}");

    Attributes widget = new Attributes.OfResource("get", "x.io", "widgets", "", "default", "w");
    soon()
        .untilAsserted(
            () -> assertThat(roles.authorize(JANE, widget)).isInstanceOf(Decision.Allow.class));
  }

  @Test
  void whoMayWriteRolesMayStillNotGiveAwayMoreThanTheyHave() {
    create(
        "roles",
        "default",
        "{'metadata':{'name':'writer'},'rules':["
            + "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['create']},"
            + "{'apiGroups':['rbac.authorization.k8s.io'],'resources':['roles'],'verbs':['bind'],"
            + "'resourceNames':['writer']}]}");
    create(
        "rolebindings",
        "default",
        "{'metadata':{'name':'writers'},'roleRef':{'kind':'Role','name':'writer'},"
            + "'subjects':[{'kind':'User','name':'jane'}]}");
    soon()
        .until(() ->
            roles.rulesFor(JANE, "default").rules().stream()
                .anyMatch(rule -> rule.resources().contains("roles")));

    String secrets =
        "{'metadata':{'name':'more'},'rules':["
            + "{'apiGroups':[''],'resources':['secrets'],'verbs':['get','list']}]}";
    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> createAs(JANE, "roles", "default", secrets));
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused)
        .hasMessage(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" (groups=[\"devs\""
                + " \"system:authenticated\"]) is attempting to grant RBAC permissions not currently"
                + " held:\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}");

    String mine =
        "{'metadata':{'name':'mine'},'roleRef':{'kind':'Role','name':'%s'},'subjects':[]}";
    createAs(JANE, "rolebindings", "default", mine.formatted("writer"));
    ApiException missing =
        catchThrowableOfType(
            ApiException.class,
            () -> createAs(JANE, "rolebindings", "default", mine.formatted("none")));
    assertThat(missing.code()).isEqualTo(404);
  }

  private void bind(String namespace, String name, String role, String subject) {
    create(
        "rolebindings",
        namespace,
        "{'metadata':{'name':'%s'},'roleRef':{'kind':'ClusterRole','name':'%s'},'subjects':[%s]}"
            .formatted(name, role, subject));
  }

  private void create(String resource, String namespace, String json) {
    createAs(ADMIN.identity(), resource, namespace, json);
  }

  private void createAs(Identity who, String resource, String namespace, String json) {
    Registry registry =
        server.registry(new io.ubernetes.model.GroupResource(RoleRef.GROUP, resource));
    ObjectNode object = Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    object.put("apiVersion", RoleRef.GROUP + "/v1");
    object.put("kind", registry.type().names().kind());
    WriteOptions options =
        new WriteOptions(
            who, "test", WriteOptions.DryRun.NO, FieldValidation.STRICT, new ArrayList<>());
    registry.create(registry.type().versions().getFirst(), namespace, object, options);
  }

  private boolean decide(String verb, String resource, String namespace) {
    return roles.authorize(JANE, of(verb, resource, namespace))
        instanceof Authorizer.Decision.Allow;
  }

  private static Attributes of(String verb, String resource, String namespace) {
    return new Attributes.OfResource(verb, "", resource, "", namespace, "");
  }

  @Test
  void rulesAreThoseOfEachBindingOnce() {
    bind("default", "both", "view", "{'kind':'User','name':'jane'},{'kind':'Group','name':'devs'}");
    List<String> once =
        soon()
            .until(
                () ->
                    roles.rulesFor(JANE, "default").rules().stream()
                        .filter(rule -> rule.resources().contains("configmaps"))
                        .map(rule -> String.join(",", rule.verbs()))
                        .toList(),
                found -> !found.isEmpty());
    assertThat(once).containsExactly("get,list,watch");
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE);
  }
}
