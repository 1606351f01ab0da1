"""The operator's side of docs/operator_contract.yaml, which every simulated operator serves alike.

It imports nothing of the service: what an operator knows comes from the city file, what it remembers lies in
its own SQLite file, and it checks whatever it is told, as a stranger's system would.
"""
