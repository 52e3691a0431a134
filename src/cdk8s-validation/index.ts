export { SluiceValidation, type SluiceValidationProperties } from "./sluice-validation.ts";
