package org.kocmoc.client;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The arrows that the contract of the package `org.kocmoc.client` draws.
class ArchitectureTest {
    private static final String CLIENT = "org.kocmoc.client";

    @Test
    void arrowsOfUseGoOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(CLIENT + "..")
                .layer("door")
                .definedBy(CLIENT)
                .layer("encryption")
                .definedBy(CLIENT + ".encryption")
                .layer("live")
                .definedBy(CLIENT + ".live")
                .layer("outbox")
                .definedBy(CLIENT + ".outbox")
                .layer("rest")
                .definedBy(CLIENT + ".rest")
                .layer("model")
                .definedBy(CLIENT + ".model")
                .layer("wire")
                .definedBy(CLIENT + ".wire")
                .whereLayer("door")
                .mayOnlyAccessLayers("rest", "wire")
                .whereLayer("encryption")
                .mayOnlyAccessLayers("live", "rest", "model", "wire")
                .whereLayer("live")
                .mayOnlyAccessLayers("rest", "model", "wire")
                .whereLayer("outbox")
                .mayOnlyAccessLayers("model", "wire")
                .whereLayer("rest")
                .mayOnlyAccessLayers("model", "wire")
                .whereLayer("model")
                .mayOnlyAccessLayers("wire")
                .whereLayer("wire")
                .mayNotAccessAnyLayer()
                .ensureAllClassesAreContainedInArchitecture()
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(CLIENT));
    }
}
