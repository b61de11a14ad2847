package io.ubernetes.apimachinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GroupVersionsTest {

  @Test
  void groupsOfKubernetesComeInItsOrderAndBeforeAllOthers() {
    List<ResourceType> types = new ArrayList<>(BuiltinKinds.all());
    Collections.shuffle(types, new Random(7));
    types.addFirst(like("example.com", Stream.of("v1")));
    assertThat(new GroupVersions(types).namedGroups())
        .startsWith("apps", "events.k8s.io", "autoscaling", "batch", "networking.k8s.io", "policy")
        .endsWith("coordination.k8s.io", "discovery.k8s.io", "example.com");
  }

  @Test
  void versionsComeByTheirStabilityAndThenTheirNumber() {
    ResourceType type =
        like("example.com", Stream.of("foo", "v1alpha1", "v2", "v1beta1", "v10", "v1beta2", "v1"));
    assertThat(new GroupVersions(List.of(type)).versions("example.com"))
        .extracting(GroupVersion::version)
        .containsExactly("v10", "v2", "v1", "v1beta2", "v1beta1", "v1alpha1", "foo");
  }

  private static ResourceType like(String group, Stream<String> versions) {
    ResourceType like = BuiltinKinds.all().getFirst();
    return new ResourceType(
        group,
        like.names(),
        like.scope(),
        versions
            .map(name ->
                ResourceType.Version.stored(name, like.versions().getFirst().schema(), List.of()))
            .toList(),
        like.storage(),
        like.storageResource(),
        like.subresources(),
        like.keepsGeneration(),
        like.strategy());
  }
}
