"""The adapter for operators that speak our own contract (docs/operator_contract.yaml)."""
